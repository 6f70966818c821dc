/** Lua scripts, because Redis compares and sets atomically only in a script. */

/** Sets an entry if the epoch of its fetch is still current, and renews the epoch; returns the current epoch. */
export const setInEpoch = `
local epoch = redis.call('GET', KEYS[1])
if epoch == ARGV[1] then
  redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return epoch`;

/** Returns the epoch, or begins the given one if there is none. */
export const getEpoch = `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return ARGV[1] end
return redis.call('GET', KEYS[1])`;

/**
 * Releases a lock only for its owner, because the lock may have expired and passed to another process. Sets the failure
 * of its fetch, if there is one, for those that wait.
 */
export const releaseOwnLock = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1], KEYS[2]) end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return redis.call('DEL', KEYS[1])`;
