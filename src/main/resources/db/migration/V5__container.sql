-- Containers. Whether one runs is told by the runtime's own files; state, pid and the rest of its status are what was
-- known last, and are reconciled at start.
-- request, config, process, mounts, ports and addresses are JSON of the records of the same names.

create table containers (
    id                 varchar(64)                 not null primary key,
    name               varchar(255)                not null unique,
    image_id           varchar(71)                 not null,
    image_name         varchar(700)                not null,
    created            timestamp(6) with time zone not null,
    state              varchar(16)                 not null,
    pid                integer                     not null,
    exit_code          integer                     not null,
    oom_killed         boolean                     not null,
    error              text                        not null,
    started            timestamp(6) with time zone,
    finished           timestamp(6) with time zone,
    restart_count      integer                     not null,
    stopped_on_purpose boolean                     not null,
    layers             text                        not null,
    upper_directory    text                        not null,
    request            text                        not null,
    config             text                        not null,
    process            text                        not null,
    mounts             text                        not null,
    ports              text                        not null,
    addresses          text                        not null
);
create index containers_image on containers (image_id);
