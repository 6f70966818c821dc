/** Upper bounds of the buckets for durations of requests, up to the default deadline. */
export const bucketSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
