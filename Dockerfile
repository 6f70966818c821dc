# The image of the gateway; docs/operating.md says how to run it. `release/pin-base-image.sh` adds the digest of the base.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# `--otel` adds the SDK of OpenTelemetry.
ARG ASSEMBLE_OPTIONS=""
RUN npm run assemble -- /app ${ASSEMBLE_OPTIONS}

FROM ${NODE_IMAGE}
# The program needs no package manager, and must not find one.
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /opt/yarn-* \
      /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg \
 && mkdir /var/lib/switchboard \
 && chown 10001:10001 /var/lib/switchboard \
 && chmod 700 /var/lib/switchboard
COPY --from=build /app /app
LABEL org.opencontainers.image.title="switchboard" \
      org.opencontainers.image.description="One GraphQL graph over the phone calls that Butter AI and Burki hold" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
USER 10001:10001
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["node", "/app/bin/healthcheck.js"]
ENTRYPOINT ["node", "/app/bin/switchboard.js"]
