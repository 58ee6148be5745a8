create table job (
    id          varchar(32) primary key,
    kind        varchar(64)                 not null,
    title       varchar(512)                not null,
    owner       varchar(64)                 not null,
    state       varchar(16)                 not null,
    started_at  timestamp(6) with time zone not null,
    ended_at    timestamp(6) with time zone,
    phase       varchar(16)                 not null,
    done_bytes  bigint                      not null,
    total_bytes bigint                      not null,
    -- The parts as they were at the end: a JSON array.
    parts       text                        not null,
    result      varchar(512)                not null,
    error       varchar(2000)               not null
);

create index job_started on job (started_at);
create index job_state on job (state);
