-- What a message says of itself beyond the usual headers, as JSON: what it
-- answers, the conversation, the address for answers.
ALTER TABLE posta ADD COLUMN intestazioni TEXT NOT NULL DEFAULT '{}';
