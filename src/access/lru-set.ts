export interface Recent {
  has(key: string): boolean;
  add(key: string): void;
}

/** The keys used last, up to so many; told of each that it forgets. */
export function createRecent(most: number, forgotten: (key: string) => void = () => {}): Recent {
  const keys = new Set<string>();
  return {
    has: key => keys.has(key),
    add(key) {
      keys.delete(key);
      keys.add(key);
      if (keys.size <= most) return;
      const [oldest = key] = keys;
      keys.delete(oldest);
      forgotten(oldest);
    },
  };
}
