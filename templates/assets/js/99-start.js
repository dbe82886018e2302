startPage();
if (!first('[autofocus]')) first('.banner[role=alert]')?.focus();
