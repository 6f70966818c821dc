import { simulateEndLags } from '../../call-index/sync/end-lags.ts';
import { quantile } from '../gateway-process.ts';
import { atMost, type MeasurePart } from './figure.ts';

// Time from the end of a call to its row, in virtual time.

const callsPerSecond = 5;

export const measureFreshness: MeasurePart = async () => {
  const { lags, requestsPerSecond } = await simulateEndLags(callsPerSecond);
  console.log(
    `\n${lags.length} ends of ${callsPerSecond} new calls a second take ${requestsPerSecond.toFixed(1)} requests a second.`,
  );
  return [
    atMost('Time from the end of a call to its row, p50', quantile(lags, 0.5) / 1_000, 6, 's'),
    atMost('Time from the end of a call to its row, p99', quantile(lags, 0.99) / 1_000, 15, 's'),
  ];
};
