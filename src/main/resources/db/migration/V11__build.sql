create table build (
    id              varchar(16) primary key,
    job_id          varchar(16)                 not null,
    person          varchar(64)                 not null,
    channel         varchar(16)                 not null,
    state           varchar(16)                 not null,
    started_at      timestamp(6) with time zone not null,
    ended_at        timestamp(6) with time zone,
    name            varchar(512)                not null,
    context_digest  varchar(71)                 not null,
    context_bytes   bigint                      not null,
    context_origin  varchar(512)                not null,
    dockerfile      text                        not null,
    dockerfile_path varchar(1024)               not null,
    -- What was asked for and how the steps went, as JSON: read and written whole.
    request         text                        not null,
    steps           text                        not null,
    warnings        text                        not null,
    image           varchar(71),
    error           varchar(2000)               not null
);

create index build_started on build (started_at);
create index build_image on build (image);

create table build_cache (
    id           varchar(64) primary key,
    -- Null for a step that changed only the configuration.
    layer_id     varchar(71),
    description  varchar(512)                not null,
    created_at   timestamp(6) with time zone not null,
    used_at      timestamp(6) with time zone not null,
    uses         integer                     not null
);

create index build_cache_used on build_cache (used_at);
