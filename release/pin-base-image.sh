#!/usr/bin/env bash
# Adds to the base image of the Dockerfile the digest that its tag has in the registry now, in place of an earlier one.
set -euo pipefail
cd "$(dirname "$0")/.."

image=$(sed -n 's/^ARG NODE_IMAGE=\([^@]*\).*/\1/p' Dockerfile)
# The digest of the index of all platforms, so that the build runs on each.
if docker buildx version >/dev/null 2>&1; then
  digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image")
elif command -v skopeo >/dev/null; then
  digest=sha256:$(skopeo inspect --raw "docker://docker.io/library/$image" | sha256sum | cut -d ' ' -f 1)
else
  echo 'Neither docker buildx nor skopeo is there to ask the registry.' >&2
  exit 1
fi
if [[ ! $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then
  echo "The registry gave no digest of $image." >&2
  exit 1
fi
sed -i.before "s|^ARG NODE_IMAGE=.*|ARG NODE_IMAGE=$image@$digest|" Dockerfile
rm Dockerfile.before
echo "$image@$digest"
