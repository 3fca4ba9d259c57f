-- Mail that was asked for as a list, and how its reader leaves the list in one press.

-- Which list a message belongs to; empty: it belongs to none.
ALTER TABLE message ADD COLUMN list TEXT;
-- Where a press leaves the list (RFC 8058); empty: no such button.
ALTER TABLE message ADD COLUMN leave_link TEXT;
CREATE INDEX message_list ON message (list, to_address, made_at);
