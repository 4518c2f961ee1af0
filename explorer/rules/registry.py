"""Every rule, in order of id: an explicit tuple, nothing registers itself."""

from __future__ import annotations

from explorer.rules import (
    anchor_statements_disagree,
    approval_not_found,
    audit_chain_empty,
    audit_expired,
    audit_inconsistent,
    audit_trail_ends,
    certificate_missing,
    certification_ring,
    constrained_flag_wrong,
    constraint_undone_by_key,
    constraint_undone_by_sibling,
    crl_missing,
    dates_impossible,
    delegated_responder,
    derived_bits_contradict,
    duplicate_records,
    eku_anomaly,
    external_audit_stale,
    external_ev_capable,
    external_unconstrained,
    external_without_audit,
    key_destruction_claimed,
    key_destruction_contradicted,
    key_destruction_unproven,
    key_with_several_names,
    late_disclosure,
    mixed_use_hierarchy,
    name_constraints_weak,
    operator_changed,
    operator_undeclared,
    owner_spelled_in_variants,
    parent_pointer_wrong,
    parent_revoked_other_live,
    path_length_anomaly,
    record_vanished,
    responder_of_another_key,
    responder_off_profile,
    responder_without_nocheck,
    revocation_disagrees,
    revoked_but_live_elsewhere,
    revoked_but_self_unrevocable,
    snapshot_suspicious,
    status_power_outside,
    trust_ends_by_date,
    unlimited_delegation,
    unparseable_certificate,
    weak_key,
    weak_signature,
)
from explorer.rules.contract import Rule

RULES: tuple[Rule, ...] = (
    audit_expired.RULE,
    audit_inconsistent.RULE,
    audit_chain_empty.RULE,
    parent_pointer_wrong.RULE,
    constrained_flag_wrong.RULE,
    certificate_missing.RULE,
    owner_spelled_in_variants.RULE,
    record_vanished.RULE,
    duplicate_records.RULE,
    unparseable_certificate.RULE,
    derived_bits_contradict.RULE,
    dates_impossible.RULE,
    snapshot_suspicious.RULE,
    anchor_statements_disagree.RULE,
    late_disclosure.RULE,
    revocation_disagrees.RULE,
    crl_missing.RULE,
    key_destruction_unproven.RULE,
    key_destruction_claimed.RULE,
    key_destruction_contradicted.RULE,
    key_with_several_names.RULE,
    weak_key.RULE,
    weak_signature.RULE,
    audit_trail_ends.RULE,
    delegated_responder.RULE,
    status_power_outside.RULE,
    revoked_but_self_unrevocable.RULE,
    responder_without_nocheck.RULE,
    responder_off_profile.RULE,
    responder_of_another_key.RULE,
    revoked_but_live_elsewhere.RULE,
    parent_revoked_other_live.RULE,
    path_length_anomaly.RULE,
    eku_anomaly.RULE,
    name_constraints_weak.RULE,
    trust_ends_by_date.RULE,
    mixed_use_hierarchy.RULE,
    certification_ring.RULE,
    external_unconstrained.RULE,
    constraint_undone_by_sibling.RULE,
    constraint_undone_by_key.RULE,
    operator_undeclared.RULE,
    external_without_audit.RULE,
    external_audit_stale.RULE,
    approval_not_found.RULE,
    operator_changed.RULE,
    unlimited_delegation.RULE,
    external_ev_capable.RULE,
)


def rules_for(view: str) -> tuple[Rule, ...]:
    """The rules of a view: "record" asks CCADB columns alone where a rule can (SUBCA-001), else as "proof"."""
    if view != "record":
        return RULES
    by_record = external_unconstrained.RECORD_VIEW
    return tuple(by_record if rule.id == by_record.id else rule for rule in RULES)


def rule_ids() -> frozenset[str]:
    """Every id and every name, as `--rule` takes them."""
    return frozenset(word for rule in RULES for word in (rule.id, rule.name))
