import react from '@vitejs/plugin-react';
import { defineConfig, type ProxyOptions } from 'vite';
import { gatewayBeside } from './gateway-beside.ts';

const { GATEWAY_URL, GATEWAY_API_KEY, PORT = '4000' } = process.env;

/**
 * The page asks its own server, which passes queries on: no CORS is needed, and no key is in the browser. The gateway
 * gets no forwarding header and its own name as `Host`, because without keys it hears nothing else.
 */
const proxy: Record<string, ProxyOptions> = {
  '/graphql': {
    target: GATEWAY_URL ?? `http://127.0.0.1:${PORT}`,
    changeOrigin: true,
    xfwd: false,
    ...(GATEWAY_API_KEY ? { headers: { authorization: `Bearer ${GATEWAY_API_KEY}` } } : {}),
  },
};

export default defineConfig({
  plugins: [react(), ...(GATEWAY_URL ? [] : [gatewayBeside({ port: PORT })])],
  build: {
    // Libraries change less often than the page, so a browser keeps their chunks over releases of it.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 2 },
            { name: 'charts', test: /node_modules\/recharts\//, priority: 1 },
          ],
        },
      },
    },
  },
  // This machine alone, because whoever reaches the page may ask the gateway through it.
  server: { host: '127.0.0.1', port: 5173, proxy },
  preview: { host: '127.0.0.1', port: 4173, proxy },
});
