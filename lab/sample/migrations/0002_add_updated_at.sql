-- Nullable, and filled by those who know it: the version before this one goes on writing.
ALTER TABLE items ADD COLUMN updated_at timestamptz;
