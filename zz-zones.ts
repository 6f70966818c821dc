import { findZoneOffsets } from '/tmp/wt/s/src/call-index/statistics/zone-offsets.ts';
const from = Date.UTC(2000, 0, 1),
  until = Date.UTC(2030, 0, 1);
let zones = 0,
  changes = 0,
  bad = 0;
for (const timeZone of Intl.supportedValuesOf('timeZone')) {
  const { starts, offsets } = findZoneOffsets(timeZone, from * 1000, until * 1000);
  zones++;
  changes += starts.length - 1;
  const f = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  let k = 0;
  for (let t = from; t < until; t += 3600e3) {
    while (starts[k + 1]! <= t * 1000) k++;
    const [, s, h = '0', m = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(f.format(t)) ?? [];
    const o = (s === '-' ? -1 : 1) * (+h * 60 + +m) * 60e6;
    if (o !== offsets[k]) {
      bad++;
      if (bad < 10) console.log(timeZone, new Date(t).toISOString(), o, offsets[k]);
    }
  }
}
console.log({ zones, changes, bad });
