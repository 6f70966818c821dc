/** Forward proxies for outgoing requests, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name them; empty for none. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

export const withoutProxy: ProxySettings = { httpProxy: '', httpsProxy: '', noProxy: '' };
