import { isIPv6 } from 'node:net';
import type { Environment } from './settings.ts';

export interface Service {
  readonly name: string;
  readonly address: string;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  readonly name?: string | undefined;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

const variable = (text: string): string => text.replaceAll('-', '_').toUpperCase();

/** Variables that Kubernetes sets in each pod for a service of its namespace, unless the pod has `enableServiceLinks: false`. */
export function serviceLinks({ name, address, ports }: Service): Environment {
  const prefix = variable(name);
  const host = isIPv6(address) ? `[${address}]` : address;
  const urlOf = ({ protocol, port }: ServicePort) => `${protocol.toLowerCase()}://${host}:${port}`;
  const [first] = ports;
  return {
    [`${prefix}_SERVICE_HOST`]: address,
    ...(first && { [`${prefix}_SERVICE_PORT`]: `${first.port}`, [`${prefix}_PORT`]: urlOf(first) }),
    ...Object.fromEntries(
      ports.flatMap(each => {
        const link = `${prefix}_PORT_${each.port}_${each.protocol}`;
        return [
          ...(each.name ? [[`${prefix}_SERVICE_PORT_${variable(each.name)}`, `${each.port}`]] : []),
          [link, urlOf(each)],
          [`${link}_PROTO`, each.protocol.toLowerCase()],
          [`${link}_PORT`, `${each.port}`],
          [`${link}_ADDR`, address],
        ];
      }),
    ),
  };
}
