-- What is mounted where the volume's data are, in the words of Docker's driver local.
alter table volume add column options text default '{}' not null;
