#!/bin/sh
# The list of components (CycloneDX) of a release: var/sbom/python.json and var/sbom/widget.json.
set -eu
cd "$(dirname "$0")/.."
mkdir -p var/sbom
.tools/audit/bin/cyclonedx-py requirements requirements.lock --output-reproducible --of JSON -o var/sbom/python.json
(cd widget && npm sbom --sbom-format cyclonedx --package-lock-only) > var/sbom/widget.json
echo "sbom: var/sbom/python.json, var/sbom/widget.json"
