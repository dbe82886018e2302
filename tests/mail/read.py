"""Reads a message with Python's parser of mail and says as JSON what is in it: read.py MESSAGE

Files that came with it are laid beside it, as MESSAGE.0, MESSAGE.1, ..."""

import json
import sys
from email import message_from_binary_file, policy

with open(sys.argv[1], "rb") as file:
    message = message_from_binary_file(file, policy=policy.default)


def text(part):
    return part.get_content().replace("\r\n", "\n")


def laid(number, part):
    content = part.get_content()
    content = content if isinstance(content, bytes) else content.encode()
    path = f"{sys.argv[1]}.{number}"
    with open(path, "wb") as file:
        file.write(content)
    return {"name": part.get_filename(), "kind": part.get_content_type(), "size": len(content), "path": path}


leaves = [part for part in message.walk() if not part.is_multipart()]
parts = [part for part in leaves if part.get_content_disposition() != "attachment"]
files = [part for part in leaves if part.get_content_disposition() == "attachment"]
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
            "files": [laid(number, part) for number, part in enumerate(files)],
            "file_encodings": [str(part["Content-Transfer-Encoding"]) for part in files],
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
        }
    )
)
