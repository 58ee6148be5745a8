-- What a running container has of its networks is a file in the run directory now: it ends with the container.
drop table network_attachment;

-- What a container asks of networks, where its network mode does not say it all.
create table network_plan (
    container_id varchar(64) primary key,
    plan text not null
);

alter table network add column chosen_subnet boolean default false not null;
alter table network add column address_range varchar(18);
alter table network add column reserved text default '{}' not null;
alter table network add column internal boolean default false not null;
alter table network add column attachable boolean default false not null;
alter table network add column options text default '{}' not null;
