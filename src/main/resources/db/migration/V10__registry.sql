-- The registries that people added or signed in to. secret: encrypted with the key file below home; kind says what it
-- is, NONE without sign-in.
create table registries (
    host      varchar(255)                not null primary key,
    kind      varchar(16)                 not null,
    user_name varchar(255)                not null,
    secret    text                        not null,
    added     timestamp(6) with time zone not null,
    signed_in timestamp(6) with time zone
);
