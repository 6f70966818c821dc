import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Client, cacheExchange, fetchExchange, Provider } from 'urql';
import { App } from './app.tsx';
import { reachabilityExchange } from './reachability.ts';
import './style.css';
import './calls/calls.css';
import './dashboard/dashboard.css';

const client = new Client({
  url: '/graphql',
  exchanges: [cacheExchange, reachabilityExchange, fetchExchange],
  // Because a filter holds phone numbers, and addresses end up in logs.
  preferGetMethod: false,
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <Provider value={client}>
      <App />
    </Provider>
  </StrictMode>,
);
