# syntax=docker/dockerfile:1
# smartlead-mock in a container: docs/docker.md says how to run it.

FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
# Nothing that a dependency wants to run at its installation is needed.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:22-slim
LABEL org.opencontainers.image.title="smartlead-mock" \
      org.opencontainers.image.description="SmartLead on your own machine: its webhooks, retries and REST API, to develop and test a receiver." \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
WORKDIR /app
# Everything is bundled, so that there is no node_modules.
COPY --from=build /src/dist ./dist
COPY --from=build /src/packaging/container ./packaging/container
# Coding agents search them (smartlead-mock mcp).
COPY --from=build /src/docs ./docs
COPY --from=build /src/package.json /src/LICENSE ./
RUN mkdir -p /data && chown node:node /data \
    && chmod +x /app/dist/bin.js && ln -s /app/dist/bin.js /usr/local/bin/smartlead-mock
USER node
VOLUME ["/data"]
# The mock, and what a tunnel is led to when it runs as a proxy.
EXPOSE 7627 7628
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 CMD ["node", "packaging/container/healthcheck.mjs"]
ENTRYPOINT ["node", "packaging/container/entrypoint.mjs"]
CMD ["start"]
