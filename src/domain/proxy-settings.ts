/** Forward proxies for outgoing requests, as in `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`; empty for none. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

export const withoutProxy: ProxySettings = { httpProxy: '', httpsProxy: '', noProxy: '' };
