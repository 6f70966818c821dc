import type { RequestScope } from '../async/request-scope.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { Route } from './attempt.ts';

/** Whether responses show that the settings of a source are wrong: its key, or its address. */
export interface ConfigurationCheck {
  /** Takes the outcome of an attempt; `failure` is null for a success. */
  record(route: Route, failure: unknown, scope: RequestScope): void;
  readonly isMisconfigured: boolean;
}

export function createConfigurationCheck(): ConfigurationCheck {
  let refusesCredentials = false;
  let lacksList = false;
  return {
    record(route, failure, { headers }) {
      if (failure === null) {
        refusesCredentials = false;
        if (route === 'list') lacksList = false;
      } else if (isMisconfiguration(failure)) {
        if (failure.code !== 'UPSTREAM_AUTH') lacksList = true;
        // The upstream may refuse the credentials of a client that are forwarded, which says nothing of the settings.
        else if (Object.keys(headers).length === 0) refusesCredentials = true;
      }
    },
    get isMisconfigured() {
      return refusesCredentials || lacksList;
    },
  };
}

const isMisconfiguration = (failure: unknown): failure is SwitchboardError =>
  failure instanceof SwitchboardError && failure.details.misconfigured === true;
