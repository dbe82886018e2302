//! Who may do what: one table, role × need. The page of roles and the tests read this same table.

use std::fmt;

/// What a person is at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Looks after the installation, its sites and its people.
    Administrator,
    /// Runs the floor, approves, reads the reports.
    Supervisor,
    /// Receives visitors and sells.
    Consultant,
    /// Greets at the door and opens visits.
    Receptionist,
    /// Confirms money.
    Cashier,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::Supervisor, Self::Consultant, Self::Receptionist, Self::Cashier];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Supervisor => "supervisor",
            Self::Consultant => "consultant",
            Self::Receptionist => "receptionist",
            Self::Cashier => "cashier",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether this role may do what needs `need`.
    pub fn may(self, need: Need) -> bool {
        need.roles().contains(&self)
    }
}

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident $code:literal: $($role:ident),*;)*) => {
        /// What a route or an action asks of the person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Need {
            /// Nothing: pages before signing in.
            Anyone,
            /// To be signed in, whatever the role.
            SignedIn,
            $($(#[$doc])* $name,)*
        }

        impl Need {
            /// All needs, in the order of the page of roles.
            pub const ALL: &'static [Self] = &[Self::Anyone, Self::SignedIn, $(Self::$name,)*];

            /// The name, as in snapshots and in `texts/words/roles.toml`.
            pub const fn code(self) -> &'static str {
                match self {
                    Self::Anyone => "anyone",
                    Self::SignedIn => "signed_in",
                    $(Self::$name => $code,)*
                }
            }

            /// The roles that have it.
            pub const fn roles(self) -> &'static [Role] {
                match self {
                    Self::Anyone | Self::SignedIn => &Role::ALL,
                    $(Self::$name => &[$(Role::$role),*],)*
                }
            }
        }
    };
}

needs! {
    /// See who is here, with whom, at which stage.
    SeeFloor "see_floor": Administrator, Supervisor, Consultant, Receptionist, Cashier;
    /// Watch the live floor on the wall and the tablet; consultants without customers' names.
    WatchFloor "watch_floor": Administrator, Supervisor, Consultant, Receptionist;
    /// Open a visit and propose its consultant.
    ReceiveParty "receive_party": Supervisor, Consultant, Receptionist;
    /// Give a party to another consultant than the rules propose.
    OverrideTurn "override_turn": Supervisor, Receptionist;
    /// Walk a party through the stages of a visit; consultants only their own.
    WalkVisit "walk_visit": Supervisor, Consultant;
    /// Let a consultant stay in turn although follow-ups are overdue.
    ExcuseOverdue "excuse_overdue": Supervisor;
    /// See the turn ledger and balances.
    SeeTurns "see_turns": Administrator, Supervisor, Consultant, Receptionist;
    /// Clock in, take a break, clock out.
    ClockSelf "clock_self": Supervisor, Consultant, Receptionist, Cashier;
    /// Clock others in and out, change the order of the day.
    ManageDuty "manage_duty": Supervisor, Receptionist;
    /// Search and open customers; numbers masked unless one's own.
    SeeCustomers "see_customers": Administrator, Supervisor, Consultant, Receptionist, Cashier;
    /// Write a customer's card; consultants only their own.
    EditCustomer "edit_customer": Supervisor, Consultant;
    /// Show a masked number, which is logged.
    RevealNumber "reveal_number": Supervisor, Consultant, Receptionist, Cashier;
    /// Set a grade; consultants only their own customers.
    SetGrade "set_grade": Supervisor, Consultant;
    /// Make two customers one, and undo it.
    MergeCustomers "merge_customers": Supervisor;
    /// Give a customer to another consultant.
    Reassign "reassign": Supervisor;
    /// See the public pool.
    SeePool "see_pool": Supervisor, Consultant;
    /// Claim a customer from the public pool.
    ClaimFromPool "claim_from_pool": Consultant;
    /// Ask for more time with a customer; consultants only their own.
    AskExtension "ask_extension": Supervisor, Consultant;
    /// Decide on more time, on the shares of a sale, on appeals.
    DecideOwnership "decide_ownership": Supervisor;
    /// Write an agent's filing down.
    FileForChannel "file_for_channel": Supervisor, Receptionist;
    /// See agents' filings.
    SeeFilings "see_filings": Supervisor, Consultant, Receptionist;
    /// See rulings and precedents.
    SeeRulings "see_rulings": Administrator, Supervisor, Consultant;
    /// Ask for a ruling, and appeal; consultants only where they claim themselves.
    AskRuling "ask_ruling": Supervisor, Consultant;
    /// Record a follow-up; consultants only their own.
    RecordFollowUp "record_followup": Supervisor, Consultant;
    /// See what reminders ran, for the whole site.
    SeeReminders "see_reminders": Administrator, Supervisor;
    /// See units, their states and list prices.
    SeeUnits "see_units": Administrator, Supervisor, Consultant, Receptionist, Cashier;
    /// Add units, change prices and states by hand.
    EditUnits "edit_units": Administrator, Supervisor;
    /// Hold a unit for a customer for the site's minutes.
    HoldUnit "hold_unit": Supervisor, Consultant;
    /// Hold a unit for up to a day, and end anybody's hold.
    HoldLong "hold_long": Supervisor;
    /// Make a quote, with discounts within one's own limit.
    MakeQuote "make_quote": Supervisor, Consultant;
    /// Decide discounts above a consultant's limit, up to the supervisor's.
    ApproveDiscount "approve_discount": Administrator, Supervisor;
    /// Decide discounts above the supervisor's limit.
    ApproveGreatDiscount "approve_great_discount": Administrator;
    /// See deposits and contracts; consultants only their own.
    SeeDeals "see_deals": Administrator, Supervisor, Consultant, Cashier;
    /// Draft a deposit with its agreement.
    DraftDeposit "draft_deposit": Supervisor, Consultant;
    /// Confirm money and write receipts.
    ConfirmMoney "confirm_money": Cashier;
    /// Prepare a contract: papers, terms, plan, signatures.
    WriteContract "write_contract": Supervisor, Consultant;
    /// Sign a contract's terms off.
    SignOffContract "sign_off_contract": Supervisor;
    /// Read the playbook.
    SeePlaybook "see_playbook": Administrator, Supervisor, Consultant, Receptionist, Cashier;
    /// Bring lists of customers and contacts in, and take them back.
    ImportLists "import_lists": Administrator, Supervisor;
    /// Save a list in a file, as it is filtered and with numbers as they show.
    ExportLists "export_lists": Administrator, Supervisor;
    /// Read the reports of traffic, and save them.
    SeeReports "see_reports": Administrator, Supervisor;
    /// Read the reports of all one's sites, added up and side by side.
    SeeCompany "see_company": Administrator;
    /// Sign the report of a day, and say why its figures differ.
    SignReports "sign_reports": Supervisor;
    /// See staff and the table of roles.
    SeeStaff "see_staff": Administrator, Supervisor;
    /// Add, suspend and change staff.
    ManageStaff "manage_staff": Administrator, Supervisor;
    /// Change the site's settings.
    EditSettings "edit_settings": Administrator, Supervisor;
    /// Copy and erase what is kept of a visitor, and answer what they ask by their card.
    ProtectData "protect_data": Administrator, Supervisor;
    /// See outgoing mail and try it again.
    LookAfterMail "look_after_mail": Administrator, Supervisor;
    /// Read the journal.
    SeeJournal "see_journal": Administrator, Supervisor;
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
