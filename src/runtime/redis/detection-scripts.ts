import { script } from "./script.js";

/** `ARGV[1]` is the time in milliseconds, or empty for Redis's own. */
const time = `
local now = tonumber(ARGV[1])
if now == nil then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/**
 * `withNote` of `core/detection/store.ts` in Lua; a property-based test holds the two together. Entries are one text, a
 * line each: time and value. Further words: value, whether it stands once only, how many are kept, and for how long.
 */
export const noteScript = script(`${time}
local value, once, keep, within = ARGV[2], ARGV[3] == '1', tonumber(ARGV[4]), tonumber(ARGV[5])
local lines = {}
for line in string.gmatch(redis.call('GET', KEYS[1]) or '', '[^\\n]+') do
  local at, known = string.match(line, '^(%S+) (%S+)$')
  if tonumber(at) > now - within and not (once and known == value) then lines[#lines + 1] = line end
end
lines[#lines + 1] = string.format('%.0f', now) .. ' ' .. value
local kept = table.concat(lines, '\\n', math.max(1, #lines - keep + 1))
redis.call('SET', KEYS[1], kept, 'PX', within)
return kept
`);

/** Answers when the key was used last (or nothing) and since when uses are remembered. Further word: the memory. */
export const useScript = script(`${time}
local memory = tonumber(ARGV[2])
local text = string.format('%.0f', now)
local before = redis.call('GET', KEYS[1])
if not before or tonumber(before) <= now - memory then before = '' end
redis.call('SET', KEYS[1], text, 'PX', memory)
redis.call('SET', KEYS[2], text, 'NX')
local since = redis.call('GET', KEYS[2])
redis.call('PEXPIRE', KEYS[2], memory)
return { before, since }
`);

/** Answers 1 once, and 0 until the time is over. Further word: that time. */
export const claimScript = script(`${time}
local quiet = tonumber(ARGV[2])
local over = tonumber(redis.call('GET', KEYS[1]) or '')
if over and over > now then return 0 end
redis.call('SET', KEYS[1], string.format('%.0f', now + quiet), 'PX', quiet)
return 1
`);
