//! The tables as diesel sees them; kept in step with `migrations/` by a test.

#![allow(missing_docs)]

diesel::table! {
    sites (id) {
        id -> BigInt,
        name -> Text,
        kind -> Text,
        zone -> Text,
        currency -> Text,
        country -> Text,
        lang -> Text,
        cutover_minutes -> Integer,
        settings -> Text,
        version -> Integer,
        created_at -> Timestamp,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        login -> Text,
        name -> Text,
        password_hash -> Text,
        lang -> Text,
        scheme -> Text,
        suspended_at -> Nullable<Timestamp>,
        version -> Integer,
        created_at -> Timestamp,
        email -> Nullable<Text>,
        wants_digest -> Bool,
        wants_escalations -> Bool,
    }
}

diesel::table! {
    memberships (id) {
        id -> BigInt,
        user_id -> BigInt,
        site_id -> BigInt,
        role -> Text,
        since -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        user_id -> BigInt,
        site_id -> BigInt,
        device -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        ends_at -> Timestamp,
    }
}

diesel::table! {
    sign_in_attempts (id) {
        id -> BigInt,
        login -> Text,
        address -> Text,
        succeeded -> Bool,
        at -> Timestamp,
    }
}

diesel::table! {
    form_keys (key) {
        key -> Text,
        user_id -> Nullable<BigInt>,
        route -> Text,
        body_hash -> Text,
        outcome -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    journal (seq) {
        seq -> BigInt,
        id -> BigInt,
        at -> Timestamp,
        site_id -> Nullable<BigInt>,
        actor_id -> Nullable<BigInt>,
        kind -> Text,
        customer_id -> Nullable<BigInt>,
        visit_id -> Nullable<BigInt>,
        unit_id -> Nullable<BigInt>,
        subject_id -> Nullable<BigInt>,
        detail -> Text,
    }
}

diesel::table! {
    journal_chain (place) {
        place -> BigInt,
        seq -> BigInt,
        hash -> Text,
    }
}

diesel::table! {
    number_series (site_id, series, year) {
        site_id -> BigInt,
        series -> Text,
        year -> Integer,
        last -> Integer,
    }
}

diesel::table! {
    customers (id) {
        id -> BigInt,
        site_id -> BigInt,
        name -> Text,
        name_sound -> Text,
        name_initials -> Text,
        title -> Text,
        owner_id -> Nullable<BigInt>,
        owner_since -> Nullable<Timestamp>,
        grade -> Nullable<Text>,
        graded_at -> Nullable<Timestamp>,
        intent -> Integer,
        channel -> Nullable<Text>,
        district -> Nullable<Text>,
        wechat -> Nullable<Text>,
        email -> Nullable<Text>,
        occupation -> Nullable<Text>,
        note -> Nullable<Text>,
        last_contact_at -> Nullable<Timestamp>,
        next_contact_on -> Nullable<Date>,
        do_not_call_until -> Nullable<Date>,
        refused_fields -> Text,
        visits_count -> Integer,
        last_visit_at -> Nullable<Timestamp>,
        registered_at -> Nullable<Timestamp>,
        bought_at -> Nullable<Timestamp>,
        lost_at -> Nullable<Timestamp>,
        lost_reason -> Nullable<Text>,
        erased_at -> Nullable<Timestamp>,
        created_by -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    customer_phones (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        e164 -> Text,
        tail -> Text,
        is_main -> Bool,
        created_at -> Timestamp,
        label -> Text,
    }
}

diesel::table! {
    grade_changes (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        old_grade -> Nullable<Text>,
        new_grade -> Text,
        suggested -> Nullable<Text>,
        reasons -> Text,
        reason -> Nullable<Text>,
        set_by -> Nullable<BigInt>,
        set_at -> Timestamp,
    }
}

diesel::table! {
    consents (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        purpose -> Text,
        notice_version -> Integer,
        notice_text -> Text,
        given -> Bool,
        asked_by -> Nullable<BigInt>,
        asked_at -> Timestamp,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    journeys (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> Nullable<BigInt>,
        stage -> Text,
        status -> Text,
        playbook -> Text,
        playbook_version -> Integer,
        opened_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
        closed_reason -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    needs (id) {
        id -> BigInt,
        site_id -> BigInt,
        journey_id -> BigInt,
        question -> Text,
        answer -> Text,
        refused -> Bool,
        noted_by -> Nullable<BigInt>,
        noted_at -> Timestamp,
    }
}

diesel::table! {
    grade_scales (id) {
        id -> BigInt,
        site_id -> BigInt,
        version -> Integer,
        preset -> Text,
        scale -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
    }
}

diesel::table! {
    kinships (id) {
        id -> BigInt,
        site_id -> BigInt,
        first_id -> BigInt,
        second_id -> BigInt,
        relation -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    doubtful_pairs (id) {
        id -> BigInt,
        site_id -> BigInt,
        first_id -> BigInt,
        second_id -> BigInt,
        reasons -> Text,
        told_by -> Nullable<BigInt>,
        found_at -> Timestamp,
        state -> Text,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    merges (id) {
        id -> BigInt,
        site_id -> BigInt,
        kept_id -> BigInt,
        gone_id -> BigInt,
        kept_before -> Text,
        kept_after -> Text,
        gone_before -> Text,
        moved -> Text,
        reason -> Nullable<Text>,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        undone_by -> Nullable<BigInt>,
        undone_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    duties (id) {
        id -> BigInt,
        site_id -> BigInt,
        user_id -> BigInt,
        day -> Date,
        position -> Integer,
        state -> Text,
        state_since -> Timestamp,
        state_reason -> Nullable<Text>,
        clocked_in_at -> Timestamp,
        clocked_out_at -> Nullable<Timestamp>,
        version -> Integer,
        excused -> Nullable<Text>,
    }
}

diesel::table! {
    assignments (id) {
        id -> BigInt,
        site_id -> BigInt,
        day -> Date,
        visit_id -> BigInt,
        consultant_id -> Nullable<BigInt>,
        rule -> Text,
        costs_turn -> Bool,
        overridden -> Bool,
        reason -> Nullable<Text>,
        queue -> Text,
        skipped -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        shared_with_id -> Nullable<BigInt>,
        helper_bp -> Nullable<Integer>,
    }
}

diesel::table! {
    turns (id) {
        id -> BigInt,
        site_id -> BigInt,
        day -> Date,
        consultant_id -> BigInt,
        kind -> Text,
        reason -> Text,
        assignment_id -> Nullable<BigInt>,
        visit_id -> Nullable<BigInt>,
        at -> Timestamp,
    }
}

diesel::table! {
    appointments (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        consultant_id -> Nullable<BigInt>,
        at -> Timestamp,
        party_size -> Integer,
        note -> Nullable<Text>,
        status -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        version -> Integer,
        changed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    visits (id) {
        id -> BigInt,
        site_id -> BigInt,
        journey_id -> BigInt,
        customer_id -> Nullable<BigInt>,
        day -> Date,
        number -> Integer,
        state -> Text,
        stage -> Text,
        kind -> Text,
        party_size -> Integer,
        children -> Integer,
        description -> Nullable<Text>,
        channel -> Nullable<Text>,
        been_before -> Text,
        phoned_before -> Text,
        appointment_id -> Nullable<BigInt>,
        consultant_id -> Nullable<BigInt>,
        arrived_at -> Timestamp,
        greeted_at -> Nullable<Timestamp>,
        assigned_at -> Nullable<Timestamp>,
        left_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        outcome_reason -> Nullable<Text>,
        next_on -> Nullable<Date>,
        no_next_reason -> Nullable<Text>,
        closed_by_house -> Bool,
        papers_given -> Text,
        contacts_exchanged -> Bool,
        walked_to_door -> Bool,
        intent -> Integer,
        alone_since -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    visit_stages (id) {
        id -> BigInt,
        site_id -> BigInt,
        visit_id -> BigInt,
        stage -> Text,
        entered_at -> Timestamp,
        left_at -> Nullable<Timestamp>,
        skipped_reason -> Nullable<Text>,
        moved_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    item_ticks (id) {
        id -> BigInt,
        site_id -> BigInt,
        journey_id -> BigInt,
        visit_id -> Nullable<BigInt>,
        item -> Text,
        value -> Text,
        done_by -> Nullable<BigInt>,
        done_at -> Timestamp,
    }
}

diesel::table! {
    signals (id) {
        id -> BigInt,
        site_id -> BigInt,
        visit_id -> BigInt,
        code -> Text,
        seen_by -> Nullable<BigInt>,
        seen_at -> Timestamp,
    }
}

diesel::table! {
    calls (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> Nullable<BigInt>,
        caller -> Text,
        channel -> Nullable<Text>,
        about -> Nullable<Text>,
        next -> Text,
        next_on -> Nullable<Date>,
        consultant_id -> Nullable<BigInt>,
        note -> Nullable<Text>,
        taken_by -> Nullable<BigInt>,
        taken_at -> Timestamp,
        struck_by -> Nullable<BigInt>,
        struck_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    objections (id) {
        id -> BigInt,
        site_id -> BigInt,
        journey_id -> BigInt,
        visit_id -> Nullable<BigInt>,
        code -> Text,
        words -> Nullable<Text>,
        answer -> Nullable<Text>,
        heard_by -> Nullable<BigInt>,
        heard_at -> Timestamp,
        handled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    tour_routes (id) {
        id -> BigInt,
        site_id -> BigInt,
        code -> Text,
        name_zh -> Text,
        name_en -> Text,
        minutes -> Integer,
        stops -> Text,
    }
}

diesel::table! {
    tours (id) {
        id -> BigInt,
        site_id -> BigInt,
        visit_id -> BigInt,
        route -> Text,
        chosen_by -> Nullable<BigInt>,
        chosen_at -> Timestamp,
        walked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    tour_stops (id) {
        id -> BigInt,
        site_id -> BigInt,
        tour_id -> BigInt,
        position -> Integer,
        place -> Text,
        name_zh -> Text,
        name_en -> Text,
        unit_type_id -> Nullable<BigInt>,
        unit_id -> Nullable<BigInt>,
        merits_told -> Text,
        verdict -> Nullable<Text>,
        note -> Nullable<Text>,
        reached_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    unit_types (id) {
        id -> BigInt,
        site_id -> BigInt,
        code -> Text,
        name_zh -> Text,
        name_en -> Text,
        rooms -> Nullable<Integer>,
        area_centi -> Nullable<Integer>,
        merits -> Text,
        position -> Integer,
        life_days -> Nullable<Integer>,
    }
}

diesel::table! {
    units (id) {
        id -> BigInt,
        site_id -> BigInt,
        type_id -> BigInt,
        building -> Text,
        floor -> Integer,
        position -> Integer,
        code -> Text,
        area_centi -> Nullable<Integer>,
        list_price -> BigInt,
        floor_price -> BigInt,
        state -> Text,
        mortgaged -> Bool,
        seized -> Bool,
        licence -> Nullable<Text>,
        note -> Nullable<Text>,
        updated_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    unit_prices (id) {
        id -> BigInt,
        site_id -> BigInt,
        unit_id -> BigInt,
        list_price -> BigInt,
        floor_price -> BigInt,
        reason -> Nullable<Text>,
        set_by -> Nullable<BigInt>,
        set_at -> Timestamp,
    }
}

diesel::table! {
    protections (customer_id) {
        customer_id -> BigInt,
        site_id -> BigInt,
        extended_until -> Nullable<Date>,
        ruling_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    pool (customer_id) {
        customer_id -> BigInt,
        site_id -> BigInt,
        since -> Timestamp,
        from_id -> Nullable<BigInt>,
        reason -> Text,
        grade -> Nullable<Text>,
    }
}

diesel::table! {
    pool_claims (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        claimed_by -> BigInt,
        claimed_at -> Timestamp,
        from_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    extension_requests (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        days -> Integer,
        reason -> Text,
        asked_by -> Nullable<BigInt>,
        asked_at -> Timestamp,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<Timestamp>,
        verdict -> Nullable<Text>,
        decision_reason -> Nullable<Text>,
    }
}

diesel::table! {
    credit_shares (id) {
        id -> BigInt,
        site_id -> BigInt,
        deposit_id -> BigInt,
        user_id -> BigInt,
        share_bp -> Integer,
        reason -> Text,
        note -> Nullable<Text>,
        given_by -> Nullable<BigInt>,
        given_at -> Timestamp,
    }
}

diesel::table! {
    filings (id) {
        id -> BigInt,
        site_id -> BigInt,
        agency -> Text,
        agent -> Text,
        surname -> Text,
        e164 -> Text,
        tail -> Text,
        filed_at -> Timestamp,
        filed_by -> Nullable<BigInt>,
        stands_until -> Timestamp,
        state -> Text,
        end_reason -> Nullable<Text>,
        customer_id -> Nullable<BigInt>,
        visit_id -> Nullable<BigInt>,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    rulings (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        first_id -> BigInt,
        second_id -> Nullable<BigInt>,
        filing_id -> Nullable<BigInt>,
        question -> Text,
        rule -> Text,
        verdict -> Text,
        finding -> Text,
        opened_by -> Nullable<BigInt>,
        opened_at -> Timestamp,
        appeal_until -> Date,
        appealed_by -> Nullable<BigInt>,
        appealed_at -> Nullable<Timestamp>,
        appeal_reason -> Nullable<Text>,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<Timestamp>,
        decision -> Nullable<Text>,
        decision_reason -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    claims (id) {
        id -> BigInt,
        site_id -> BigInt,
        unit_id -> BigInt,
        customer_id -> Nullable<BigInt>,
        journey_id -> BigInt,
        kind -> Text,
        consultant_id -> Nullable<BigInt>,
        until -> Nullable<Timestamp>,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    wishes (id) {
        id -> BigInt,
        site_id -> BigInt,
        unit_id -> BigInt,
        customer_id -> BigInt,
        number -> Integer,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    quotes (id) {
        id -> BigInt,
        site_id -> BigInt,
        journey_id -> BigInt,
        visit_id -> Nullable<BigInt>,
        customer_id -> Nullable<BigInt>,
        unit_id -> BigInt,
        list_price -> BigInt,
        discounts -> Text,
        discount_bp -> Integer,
        price -> BigInt,
        payment_way -> Text,
        down_payment_bp -> Integer,
        loan -> Text,
        valid_until -> Date,
        status -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    discount_requests (id) {
        id -> BigInt,
        site_id -> BigInt,
        quote_id -> BigInt,
        wanted_bp -> Integer,
        reason -> Text,
        asked_by -> Nullable<BigInt>,
        asked_at -> Timestamp,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<Timestamp>,
        verdict -> Nullable<Text>,
        decision_reason -> Nullable<Text>,
    }
}

diesel::table! {
    follow_ups (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        journey_id -> Nullable<BigInt>,
        consultant_id -> BigInt,
        visit_id -> Nullable<BigInt>,
        due_on -> Date,
        due_at -> Nullable<Timestamp>,
        purpose -> Text,
        state -> Text,
        how -> Nullable<Text>,
        effective -> Nullable<Bool>,
        learned -> Nullable<Text>,
        next_on -> Nullable<Date>,
        no_next_reason -> Nullable<Text>,
        cancel_reason -> Nullable<Text>,
        created_by -> Nullable<BigInt>,
        created_at -> Timestamp,
        done_by -> Nullable<BigInt>,
        done_at -> Nullable<Timestamp>,
        version -> Integer,
        changed_at -> Nullable<Timestamp>,
        before -> Nullable<Text>,
    }
}

diesel::table! {
    deposits (id) {
        id -> BigInt,
        site_id -> BigInt,
        journey_id -> BigInt,
        customer_id -> BigInt,
        visit_id -> Nullable<BigInt>,
        unit_id -> BigInt,
        claim_id -> BigInt,
        quote_id -> Nullable<BigInt>,
        number -> Text,
        kind -> Text,
        list_price -> BigInt,
        price -> BigInt,
        sum -> BigInt,
        payment_way -> Text,
        sign_by -> Date,
        status -> Text,
        terms -> Text,
        seen_contract -> Bool,
        signature -> Nullable<Text>,
        signed_at -> Nullable<Timestamp>,
        consultant_id -> Nullable<BigInt>,
        drafted_by -> Nullable<BigInt>,
        drafted_at -> Timestamp,
        paid_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        end_reason -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    contracts (id) {
        id -> BigInt,
        site_id -> BigInt,
        journey_id -> BigInt,
        customer_id -> BigInt,
        unit_id -> BigInt,
        claim_id -> BigInt,
        deposit_id -> BigInt,
        quote_id -> Nullable<BigInt>,
        number -> Text,
        price -> BigInt,
        payment_way -> Text,
        status -> Text,
        appointment_at -> Nullable<Timestamp>,
        promised -> Nullable<Text>,
        terms -> Text,
        signature -> Nullable<Text>,
        signed_at -> Nullable<Timestamp>,
        stored_at -> Nullable<Timestamp>,
        consultant_id -> Nullable<BigInt>,
        created_by -> Nullable<BigInt>,
        created_at -> Timestamp,
        version -> Integer,
    }
}

diesel::table! {
    buyers (id) {
        id -> BigInt,
        site_id -> BigInt,
        deposit_id -> BigInt,
        position -> Integer,
        name -> Text,
        id_sealed -> Nullable<Text>,
        id_tail -> Nullable<Text>,
        phone -> Nullable<Text>,
        address -> Nullable<Text>,
        share_bp -> Integer,
    }
}

diesel::table! {
    contract_steps (id) {
        id -> BigInt,
        site_id -> BigInt,
        contract_id -> BigInt,
        step -> Text,
        done_by -> Nullable<BigInt>,
        done_at -> Timestamp,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    contract_papers (id) {
        id -> BigInt,
        site_id -> BigInt,
        contract_id -> BigInt,
        code -> Text,
        buyer -> Nullable<Integer>,
        asked_at -> Nullable<Timestamp>,
        received_at -> Nullable<Timestamp>,
        received_by -> Nullable<BigInt>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    instalments (id) {
        id -> BigInt,
        site_id -> BigInt,
        contract_id -> BigInt,
        position -> Integer,
        kind -> Text,
        due_on -> Date,
        sum -> BigInt,
        paid_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    payments (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        deposit_id -> Nullable<BigInt>,
        contract_id -> Nullable<BigInt>,
        instalment_id -> Nullable<BigInt>,
        kind -> Text,
        sum -> BigInt,
        way -> Text,
        receipt_number -> Text,
        confirmed_by -> Nullable<BigInt>,
        received_at -> Timestamp,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    milestones (id) {
        id -> BigInt,
        site_id -> BigInt,
        contract_id -> BigInt,
        code -> Text,
        due_on -> Nullable<Date>,
        owner_id -> Nullable<BigInt>,
        done_at -> Nullable<Timestamp>,
        done_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        site_id -> Nullable<BigInt>,
        kind -> Text,
        occasion -> Text,
        payload -> Text,
        run_after -> Timestamp,
        state -> Text,
        attempts -> Integer,
        lease_owner -> Nullable<Text>,
        lease_until -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        made_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    mails (id) {
        id -> BigInt,
        site_id -> BigInt,
        user_id -> BigInt,
        kind -> Text,
        occasion -> Text,
        payload -> Text,
        message_id -> Nullable<Text>,
        job_id -> Nullable<BigInt>,
        written_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        dropped -> Nullable<Text>,
    }
}

diesel::table! {
    calendar_feeds (user_id) {
        user_id -> BigInt,
        seed -> Text,
        token_hash -> Text,
        made_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    visit_cards (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        code_hash -> Text,
        code_sealed -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    privacy_requests (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        kind -> Text,
        words -> Nullable<Text>,
        state -> Text,
        asked_at -> Timestamp,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<Timestamp>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    erasures (id) {
        id -> BigInt,
        site_id -> BigInt,
        customer_id -> BigInt,
        why -> Text,
        deal_kept -> Bool,
        erased_by -> Nullable<BigInt>,
        erased_at -> Timestamp,
    }
}

diesel::table! {
    do_not_contact (id) {
        id -> BigInt,
        site_id -> BigInt,
        number_hash -> Text,
        since -> Timestamp,
    }
}

diesel::table! {
    reminders (id) {
        id -> BigInt,
        site_id -> BigInt,
        kind -> Text,
        subject_id -> BigInt,
        occasion -> Text,
        customer_id -> BigInt,
        about_on -> Date,
        day -> Date,
        planned_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    notices (id) {
        id -> BigInt,
        site_id -> BigInt,
        reminder_id -> BigInt,
        user_id -> BigInt,
        made_at -> Timestamp,
        seen_at -> Nullable<Timestamp>,
        done_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    reminder_runs (site_id, kind, day) {
        site_id -> BigInt,
        kind -> Text,
        day -> Date,
        ran_at -> Timestamp,
        looked -> Integer,
        made -> Integer,
    }
}

diesel::table! {
    birthdays (id) {
        id -> BigInt,
        customer_id -> BigInt,
        site_id -> BigInt,
        month -> Integer,
        day -> Integer,
        noted_by -> Nullable<BigInt>,
        noted_at -> Timestamp,
        set_aside -> Bool,
    }
}

diesel::table! {
    closed_days (site_id, day) {
        site_id -> BigInt,
        day -> Date,
        closed_at -> Timestamp,
        fingerprint -> Text,
        promises -> Text,
        stood -> Text,
        signed_by -> Nullable<BigInt>,
        signed_at -> Nullable<Timestamp>,
        mails_asked_at -> Nullable<Timestamp>,
        looked_at -> Nullable<Timestamp>,
        differs_since -> Nullable<Timestamp>,
    }
}

diesel::table! {
    report_wants (user_id) {
        user_id -> BigInt,
        day -> Bool,
        week -> Bool,
        month -> Bool,
    }
}

diesel::table! {
    day_figures (site_id, dim, day, measure, key) {
        site_id -> BigInt,
        day -> Date,
        measure -> Text,
        dim -> Text,
        key -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    day_cuts (site_id, cut, cut_key, day, measure, what) {
        site_id -> BigInt,
        cut -> Text,
        cut_key -> Text,
        day -> Date,
        measure -> Text,
        what -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    teams (site_id, user_id, since) {
        site_id -> BigInt,
        user_id -> BigInt,
        since -> Date,
        team -> Text,
    }
}

diesel::table! {
    corrections (id) {
        id -> BigInt,
        site_id -> BigInt,
        day -> Date,
        measure -> Text,
        dim -> Text,
        key -> Text,
        was -> BigInt,
        is_now -> BigInt,
        reason -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> Timestamp,
    }
}

diesel::table! {
    targets (id) {
        id -> BigInt,
        site_id -> BigInt,
        month -> Date,
        user_id -> Nullable<BigInt>,
        measure -> Text,
        value -> BigInt,
        set_by -> Nullable<BigInt>,
        set_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    sites,
    users,
    memberships,
    sessions,
    sign_in_attempts,
    form_keys,
    journal,
    journal_chain,
    number_series,
    customers,
    customer_phones,
    grade_changes,
    consents,
    journeys,
    needs,
    grade_scales,
    kinships,
    doubtful_pairs,
    merges,
    duties,
    assignments,
    turns,
    appointments,
    visits,
    visit_stages,
    item_ticks,
    signals,
    calls,
    objections,
    tour_routes,
    tours,
    tour_stops,
    unit_types,
    units,
    unit_prices,
    claims,
    wishes,
    protections,
    pool,
    pool_claims,
    extension_requests,
    credit_shares,
    filings,
    rulings,
    quotes,
    discount_requests,
    follow_ups,
    deposits,
    contracts,
    buyers,
    contract_steps,
    contract_papers,
    instalments,
    payments,
    milestones,
    jobs,
    mails,
    calendar_feeds,
    visit_cards,
    privacy_requests,
    erasures,
    do_not_contact,
    reminders,
    notices,
    reminder_runs,
    birthdays,
    closed_days,
    report_wants,
    day_figures,
    day_cuts,
    teams,
    corrections,
    targets
);
diesel::joinable!(notices -> reminders (reminder_id));
diesel::joinable!(instalments -> contracts (contract_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(mails -> jobs (job_id));
diesel::joinable!(mails -> users (user_id));
diesel::joinable!(memberships -> sites (site_id));
diesel::joinable!(customer_phones -> customers (customer_id));
diesel::joinable!(visits -> customers (customer_id));
diesel::joinable!(visits -> journeys (journey_id));
diesel::joinable!(units -> unit_types (type_id));
diesel::joinable!(follow_ups -> customers (customer_id));
diesel::joinable!(deposits -> customers (customer_id));
diesel::joinable!(deposits -> units (unit_id));
diesel::joinable!(contracts -> customers (customer_id));
diesel::joinable!(contracts -> units (unit_id));
diesel::joinable!(pool -> customers (customer_id));
diesel::joinable!(extension_requests -> customers (customer_id));
diesel::joinable!(rulings -> customers (customer_id));
diesel::joinable!(claims -> units (unit_id));
diesel::joinable!(claims -> customers (customer_id));
diesel::joinable!(quotes -> units (unit_id));
diesel::joinable!(duties -> users (user_id));
diesel::joinable!(tour_stops -> tours (tour_id));

diesel::table! {
    imports (id) {
        id -> BigInt,
        site_id -> BigInt,
        kind -> Text,
        file_name -> Text,
        file_bytes -> BigInt,
        about -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        reason_most -> Nullable<BigInt>,
        plan -> Text,
        rows_count -> Integer,
        done -> Integer,
        brought_by -> BigInt,
        brought_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        lease -> Nullable<BigInt>,
        leased_until -> Nullable<Timestamp>,
        version -> Integer,
    }
}

diesel::table! {
    import_pieces (import_id, position) {
        import_id -> BigInt,
        position -> Integer,
        bytes -> Binary,
    }
}

diesel::table! {
    import_rows (id) {
        id -> BigInt,
        import_id -> BigInt,
        number -> Integer,
        cells -> Text,
        fate -> Text,
        why -> Text,
        decision -> Nullable<Text>,
        customer_id -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    import_traces (id) {
        id -> BigInt,
        import_id -> BigInt,
        number -> Integer,
        kind -> Text,
        customer_id -> BigInt,
        thing_id -> BigInt,
        version -> Integer,
        detail -> Text,
    }
}

diesel::table! {
    import_plans (site_id, kind, titles) {
        site_id -> BigInt,
        kind -> Text,
        titles -> Text,
        plan -> Text,
        kept_at -> Timestamp,
    }
}

diesel::table! {
    exports (id) {
        id -> BigInt,
        site_id -> BigInt,
        list -> Text,
        query -> Text,
        format -> Text,
        numbers -> Text,
        asked_by -> BigInt,
        asked_at -> Timestamp,
    }
}
