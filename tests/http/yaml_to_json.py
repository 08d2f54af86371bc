"""Usage: yaml_to_json.py IN OUT. Dates stay the texts they are."""
import json
import sys

import yaml


class Plain(yaml.SafeLoader):
    """Without YAML 1.1's dates: 2026-03 is a bill, not a number or a day."""


Plain.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

with open(sys.argv[1], encoding="utf-8") as source:
    document = yaml.load(source, Plain)
with open(sys.argv[2], "w", encoding="utf-8") as target:
    json.dump(document, target, ensure_ascii=False)
