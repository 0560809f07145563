-- Deliveries of webhooks: PENDING until their work is done, then DONE or FAILED. seq is the order of receipt;
-- at is when a pending one is due, or when it ended.
create table deliveries (
  seq integer not null primary key,
  id text not null unique,
  webhook text not null,
  body blob not null,
  received_at integer not null,
  status text not null,
  attempts integer not null,
  error text,
  at integer not null
) strict;

create index deliveries_pending on deliveries (webhook, at) where status = 'PENDING';
create index deliveries_by_status on deliveries (status, seq);

-- What happened last to each thing that deliveries are about, so that what comes late does not undo it.
create table delivery_order (
  webhook text not null,
  key text not null,
  mark text not null,
  at integer not null,
  primary key (webhook, key)
) strict, without rowid;

create index delivery_order_by_age on delivery_order (at);
