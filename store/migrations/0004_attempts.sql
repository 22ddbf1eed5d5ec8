-- How often sending was begun. A worker that comes out of a pause sees that another has taken its message over, and does not post.
ALTER TABLE messages ADD COLUMN attempts integer NOT NULL DEFAULT 0;
