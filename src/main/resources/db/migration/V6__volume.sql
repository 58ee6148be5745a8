create table volume (
    name varchar(255) primary key,
    labels text not null,
    anonymous boolean not null,
    created timestamp(6) with time zone not null
);
