-- How lines do.

-- name: set_figures
INSERT INTO line_figures (line, at, asked, answered, refused, silent, round_trip_ms,
  last_round_trip_ms, heard_at, next_poll, meters_silent)
VALUES (:line, :at, :asked, :answered, :refused, :silent, :round_trip, :last_round_trip, :heard_at,
  :next_poll, :meters_silent)
ON CONFLICT (line) DO UPDATE SET at = excluded.at, asked = excluded.asked,
  answered = excluded.answered, refused = excluded.refused, silent = excluded.silent,
  round_trip_ms = excluded.round_trip_ms, last_round_trip_ms = excluded.last_round_trip_ms,
  heard_at = excluded.heard_at, next_poll = excluded.next_poll,
  meters_silent = excluded.meters_silent
