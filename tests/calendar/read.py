"""Reads a calendar with two libraries that know nothing of each other and says as JSON what each found: read.py CALENDAR"""

import datetime
import json
import sys

import icalendar
import vobject


def moment(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    return value.isoformat()


def minutes(value):
    return int(value.total_seconds() // 60)


def by_icalendar(text):
    calendar = icalendar.Calendar.from_ical(text)
    events = {}
    for event in calendar.walk("VEVENT"):
        alarms = event.walk("VALARM")
        events[str(event["UID"])] = {
            "sequence": int(event["SEQUENCE"]),
            "start": moment(event["DTSTART"].dt),
            "end": moment(event["DTEND"].dt),
            "changed": moment(event["LAST-MODIFIED"].dt),
            "status": str(event["STATUS"]),
            "summary": str(event["SUMMARY"]),
            "url": str(event.get("URL", "")),
            "alarm": minutes(alarms[0]["TRIGGER"].dt) if alarms else None,
        }
    return {"name": str(calendar["X-WR-CALNAME"]), "events": events}


def by_vobject(text):
    calendar = vobject.readOne(text)
    events = {}
    for event in calendar.contents.get("vevent", []):
        alarms = event.contents.get("valarm", [])
        events[event.uid.value] = {
            "sequence": int(event.sequence.value),
            "start": moment(event.dtstart.value),
            "end": moment(event.dtend.value),
            "changed": moment(event.last_modified.value),
            "status": event.status.value,
            "summary": event.summary.value,
            "url": event.url.value if "url" in event.contents else "",
            "alarm": minutes(alarms[0].trigger.value) if alarms else None,
        }
    return {"name": calendar.contents["x-wr-calname"][0].value, "events": events}


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    whole = file.read()
print(json.dumps({"icalendar": by_icalendar(whole), "vobject": by_vobject(whole)}))
