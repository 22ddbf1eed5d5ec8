# The production image of the API and the worker (docker-compose.yml says which). Built here from the lock file only.
# Pinned by version: the registry cannot be reached where this was written, so the digest is not known. Add it
# (`docker buildx imagetools inspect node:20.20.2-bookworm-slim`) before the first deploy.
# Debian, not Alpine: the Temporal SDK's native part needs glibc.
FROM node:20.20.2-bookworm-slim AS packages
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
COPY scripts/stubs scripts/stubs
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20.20.2-bookworm-slim AS web
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY scripts/stubs scripts/stubs
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts/build-web.ts scripts/read-optional.ts scripts/
COPY scripts/processes scripts/processes
COPY scripts/web scripts/web
COPY web web
RUN npm run build:web

FROM node:20.20.2-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY --from=packages /app/node_modules node_modules
COPY package.json tsconfig.json ./
COPY scripts/stubs scripts/stubs
COPY activities activities
COPY api api
COPY config config
COPY contract contract
COPY store store
COPY worker worker
COPY workflows workflows
COPY zendesk zendesk
COPY --from=web /app/dist/web dist/web
# A worker starts two seconds sooner with the bundle made (docs/adr/0052).
RUN node --import tsx worker/bundle/main.ts
COPY --chmod=755 deploy/with-secrets.sh /usr/local/bin/with-secrets
# A new volume takes its owner from here.
RUN install -d -o 1000 -g 1000 /var/lib/handoff/files
# `node` of the base image. By number, so that an orchestrator can see that it is not root.
USER 1000:1000
EXPOSE 3000
ENTRYPOINT ["/usr/local/bin/with-secrets"]
CMD ["node", "--import", "tsx", "api/main.ts"]
