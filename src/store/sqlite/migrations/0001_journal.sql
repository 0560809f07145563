-- One row: which journal this is.
create table meta (
  journal_id text not null
) strict;

-- A removed source keeps its row, so that its version never starts again. doc is null while it is removed.
create table sources (
  id text not null primary key,
  version integer not null,
  asset_count integer not null,
  doc text
) strict;

-- rank orders; it is also in doc, but a renumbering changes it here alone.
create table assets (
  source_id text not null,
  id text not null,
  rank real not null,
  doc text not null,
  primary key (source_id, id)
) strict;

create index assets_by_rank on assets (source_id, rank, id);

-- commit_position is the position of the last entry of the same mutation. doc is the source or the asset
-- after the change, detail what else the kind of change has to say.
create table journal (
  position integer not null primary key,
  commit_position integer not null,
  source_id text not null,
  version integer not null,
  kind text not null,
  asset_id text,
  doc text,
  detail text,
  cause text not null,
  principal text not null,
  occurred_at integer not null
) strict;

-- Ends with position by itself: every index holds the row's integer key. That a source has each version once
-- is seen to by the writer, which compares with sources.version in the same transaction: another index would
-- write a quarter more pages with every change.
create index journal_by_source on journal (source_id);

create table idempotency (
  key text not null primary key,
  position integer not null,
  fingerprint text not null,
  answer text not null,
  at integer not null
) strict;

create index idempotency_by_age on idempotency (at);
