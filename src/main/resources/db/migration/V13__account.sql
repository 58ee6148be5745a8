-- Null: the token does not expire.
alter table access_token add column expires_at timestamp(6) with time zone;
