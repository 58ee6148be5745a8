create table network (
    id varchar(64) primary key,
    name varchar(255) not null unique,
    driver varchar(16) not null,
    subnet varchar(18),
    gateway varchar(15),
    bridge varchar(15) not null,
    labels text not null,
    built_in boolean not null,
    created timestamp(6) with time zone not null
);

create table network_attachment (
    container_id varchar(64) primary key,
    network_id varchar(64) not null references network (id),
    hostname varchar(255) not null,
    address varchar(15),
    ports text not null,
    created timestamp(6) with time zone not null,
    constraint network_attachment_address unique (network_id, address)
);
