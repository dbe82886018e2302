"""Reads a message with Python's parser of mail and says as JSON what is in it: read.py MESSAGE"""

import json
import sys
from email import message_from_binary_file, policy

with open(sys.argv[1], "rb") as file:
    message = message_from_binary_file(file, policy=policy.default)


def text(part):
    return part.get_content().replace("\r\n", "\n")


parts = list(message.iter_parts())
print(
    json.dumps(
        {
            "kind": message.get_content_type(),
            "from": str(message["From"]),
            "to": str(message["To"]),
            "subject": str(message["Subject"]),
            "message_id": str(message["Message-ID"]),
            "date": message["Date"].datetime.isoformat(),
            "automatic": str(message["Auto-Submitted"]),
            "headers": sorted(name.lower() for name in message.keys()),
            "kinds": [part.get_content_type() for part in parts],
            "encodings": [str(part["Content-Transfer-Encoding"]) for part in parts],
            "texts": [text(part) for part in parts],
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
        }
    )
)
