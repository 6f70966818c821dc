/** Lua scripts, because Redis compares and writes atomically only in a script. */

/** Sets an entry if the epoch is still that in which it was fetched; returns the epoch that counts now. */
export const setInEpoch = `
local epoch = redis.call('GET', KEYS[1])
if epoch == ARGV[1] then redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) end
return epoch`;

/** Returns the epoch, or begins the given one where there is none. */
export const getEpoch = `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return ARGV[1] end
return redis.call('GET', KEYS[1])`;

/** Releases a lock for its owner alone, because it may have expired and be another's by now. */
export const releaseOwnLock = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;
