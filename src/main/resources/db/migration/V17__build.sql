-- Where a remembered step ran: the id of its build and its number in it, so that its output is found again.
alter table build_cache add column made_by varchar(32);
