import { script } from "./script.js";

/**
 * The arithmetic of `core/limits/algorithms.ts` in Lua; a property-based test holds the two together.
 *
 * `ARGV[1]` is the time in milliseconds, or empty for Redis's own, so that servers whose clocks differ share one
 * budget. Then, for each of `KEYS`: algorithm, limit, window in milliseconds, units. A meter is stored as
 * `level previous since` and expires once it says nothing any more.
 */
const arithmetic = `
local now = tonumber(ARGV[1])
if now == nil then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local rounding = 1e-9

local function demand(index)
  local at = 2 + (index - 1) * 4
  local algorithm = ARGV[at]
  local quota = {
    key = KEYS[index],
    windowed = algorithm == 'fixed-window' or algorithm == 'sliding-window',
    sliding = algorithm == 'sliding-window',
    limit = tonumber(ARGV[at + 1]),
    window = tonumber(ARGV[at + 2]),
    units = tonumber(ARGV[at + 3]),
  }
  quota.capacity = quota.limit
  if algorithm == 'leaky-bucket' then
    quota.capacity = math.min(quota.limit, math.max(1, math.floor(quota.limit / 10)))
  end
  return quota
end

local function start(quota)
  local since = now
  if quota.windowed then since = now - now % quota.window end
  return { level = 0, previous = 0, since = since }
end

local function read(quota)
  local text = redis.call('GET', quota.key)
  if not text then return nil end
  local level, previous, since = string.match(text, '^(%S+) (%S+) (%S+)$')
  return { level = tonumber(level), previous = tonumber(previous), since = tonumber(since) }
end

local function write(quota, meter)
  if meter.level <= 0 and meter.previous <= 0 then
    redis.call('DEL', quota.key)
    return
  end
  local text = string.format('%.17g %.17g %.17g', meter.level, meter.previous, meter.since)
  redis.call('SET', quota.key, text, 'PX', 2 * quota.window)
end

local function advance(quota, meter)
  local elapsed = now - meter.since
  if not quota.windowed then
    local level = math.max(0, meter.level - elapsed * quota.limit / quota.window)
    return { level = level, previous = 0, since = now }
  end
  if elapsed < quota.window then return meter end
  local fresh = start(quota)
  if quota.sliding and fresh.since - meter.since == quota.window then fresh.previous = meter.level end
  return fresh
end
`;

/** Takes the units of all demands, or none. Answers for each: allowed (1 or 0), remaining, reset and retry in milliseconds. */
export const takeScript = script(`${arithmetic}
local function used(quota, meter)
  if not quota.sliding then return meter.level end
  return meter.level + meter.previous * (1 - (now - meter.since) / quota.window)
end

local function wait(quota, meter, excess)
  if not quota.windowed then return excess * quota.window / quota.limit end
  local elapsed = now - meter.since
  if not quota.sliding then return quota.window - elapsed end
  local overlap = meter.previous * (1 - elapsed / quota.window)
  if excess <= overlap then
    if meter.previous == 0 then return 0 end
    return excess / meter.previous * quota.window
  end
  return quota.window - elapsed + (excess - overlap) / meter.level * quota.window
end

local answers, meters, granted = {}, {}, true
for index = 1, #KEYS do
  local quota = demand(index)
  local known = read(quota)
  local meter = known and advance(quota, known) or start(quota)
  local before = used(quota, meter)
  local allowed = before + quota.units <= quota.capacity + rounding or (quota.capacity > 0 and before <= rounding)
  local after, level, retry = before, meter.level, 0
  if allowed then
    after = before + quota.units
    level = meter.level + quota.units
  else
    retry = wait(quota, meter, math.min(before, before + quota.units - quota.capacity))
    granted = false
  end
  local taken = { level = level, previous = meter.previous, since = meter.since }
  meters[index] = { quota = quota, taken = taken }
  answers[#answers + 1] = allowed and '1' or '0'
  answers[#answers + 1] = string.format('%.17g', math.max(0, math.floor(quota.capacity - after + rounding)))
  answers[#answers + 1] = string.format('%.17g', wait(quota, taken, after))
  answers[#answers + 1] = string.format('%.17g', retry)
end
if granted then
  for _, entry in ipairs(meters) do write(entry.quota, entry.taken) end
end
return answers
`);

/** Gives units back. */
export const giveBackScript = script(`${arithmetic}
for index = 1, #KEYS do
  local quota = demand(index)
  local known = read(quota)
  if known then
    local meter = advance(quota, known)
    local fromPrevious = math.max(0, math.min(quota.units - meter.level, meter.previous))
    write(quota, {
      level = math.max(0, meter.level - quota.units),
      previous = meter.previous - fromPrevious,
      since = meter.since,
    })
  end
end
return 0
`);
