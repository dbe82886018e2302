-- A day's cuts are found by the day first: by the site first, the engine may go through all days of the site instead.
DROP INDEX day_cuts_of_day;
CREATE INDEX day_cuts_by_day ON day_cuts (day, site_id);
