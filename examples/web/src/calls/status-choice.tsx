import { go } from '../address.ts';
import type { CallStatus } from '../gql/graphql.ts';
import { Menu } from '../menu.tsx';
import { statusWords } from '../words.ts';

/** Any number of statuses; without one, calls of every status are listed. */
export function StatusChoice({ statuses }: { readonly statuses: readonly CallStatus[] }) {
  const words = statuses.map(status => statusWords[status]);
  const toggle = (status: string): void => {
    const others = statuses.filter(other => other !== status);
    const chosen = others.length < statuses.length ? others : [...statuses, status];
    go({ status: chosen.join() }, 'replace');
  };
  return (
    <Menu label="Status" chosen={words.length > 0 ? words.join(', ') : 'Any'}>
      {() =>
        Object.entries(statusWords).map(([status, word]) => (
          <label key={status} className="choice">
            <input
              type="checkbox"
              checked={statuses.some(chosen => chosen === status)}
              onChange={() => toggle(status)}
            />
            {word}
          </label>
        ))
      }
    </Menu>
  );
}
