export interface PlaceLimits {
  /** Maximum connections of one address; null for no limit. */
  readonly maxPerAddress: number | null;
  readonly maxConnections: number;
  /** Places beyond these for connections that may only probe. */
  readonly maxProbing: number;
}

export interface PlacedConnection {
  /** Null if it is not known. */
  readonly address: string | null;
  /** Active responses; a connection without any is idle. */
  readonly responses: readonly unknown[];
  /** Grows with each connection that opens or becomes idle. */
  readonly idleSince: number;
}

export interface Admission<C> {
  /** `none` if the new connection must be closed. */
  readonly place: 'ordinary' | 'probing' | 'none';
  /** The idle connection that makes room, and must be closed; null if none has to. */
  readonly evicted: C | null;
}

/**
 * Distributes the places of a server. At the bound of an address its connection that is idle for longest makes room, and
 * never an active one. A connection without a place may still probe.
 */
export function createPlaces<C extends PlacedConnection>(limits: PlaceLimits) {
  const { maxPerAddress, maxConnections, maxProbing } = limits;
  const ordinary = new Set<C>();
  const probing = new Set<C>();
  const byAddress = new Map<string, Set<C>>();

  function add(connection: C): void {
    ordinary.add(connection);
    if (connection.address === null) return;
    const ofAddress = byAddress.get(connection.address) ?? new Set();
    byAddress.set(connection.address, ofAddress.add(connection));
  }

  function remove(connection: C): void {
    probing.delete(connection);
    if (!ordinary.delete(connection) || connection.address === null) return;
    const ofAddress = byAddress.get(connection.address);
    ofAddress?.delete(connection);
    if (ofAddress?.size === 0) byAddress.delete(connection.address);
  }

  /** Null if the address is below its bound. */
  function atBound({ address }: C): ReadonlySet<C> | null {
    if (address === null || maxPerAddress === null) return null;
    const ofAddress = byAddress.get(address);
    return ofAddress && ofAddress.size >= maxPerAddress ? ofAddress : null;
  }

  function openOrdinary(connection: C): Admission<C> | null {
    const ofAddress = atBound(connection);
    const evicted = ofAddress && longestIdle(ofAddress);
    if (ofAddress ? !evicted : ordinary.size >= maxConnections) return null;
    if (evicted) remove(evicted);
    add(connection);
    return { place: 'ordinary', evicted };
  }

  function openProbing(connection: C): Admission<C> {
    const isFull = probing.size >= maxProbing;
    const evicted = isFull ? longestIdle(probing) : null;
    if (isFull && !evicted) return { place: 'none', evicted };
    if (evicted) remove(evicted);
    probing.add(connection);
    return { place: 'probing', evicted };
  }

  return {
    open: (connection: C): Admission<C> => openOrdinary(connection) ?? openProbing(connection),
    close: remove,
    mayOnlyProbe: (connection: C): boolean => probing.has(connection),
  };
}

function longestIdle<C extends PlacedConnection>(connections: ReadonlySet<C>): C | null {
  let longest: C | null = null;
  for (const connection of connections)
    if (connection.responses.length === 0 && (!longest || connection.idleSince < longest.idleSince))
      longest = connection;
  return longest;
}
