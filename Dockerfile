FROM node:24-slim AS build
WORKDIR /assay
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY bin bin
COPY rules rules
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
# Nothing is installed there any more, and what is not there cannot be misused.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
  /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn*
WORKDIR /assay
COPY LICENSE package.json ./
COPY --from=build /assay/bin bin
COPY --from=build /assay/dist dist
COPY --from=build /assay/rules rules
COPY --from=build /assay/node_modules node_modules
USER node
# Configuration and reports: docker run --rm -v "$PWD:/work" …
WORKDIR /work
ENTRYPOINT ["node", "/assay/bin/assay.js"]
CMD ["--help"]
