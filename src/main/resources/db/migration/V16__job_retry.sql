-- What to post to, to do the same again: a path of the dashboard with its query.
alter table job add column retry varchar(2000) default '' not null;
