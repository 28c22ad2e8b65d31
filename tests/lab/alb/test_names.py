"""Which host names lead to a load balancer."""

from __future__ import annotations

from lab.alb.names import Record, hosts, lookup, on_certificate

BALANCERS = {"Web-1.eu-west-1.elb.amazonaws.com": "one", "other.elb.amazonaws.com": "two"}


def test_a_load_balancer_is_known_by_its_own_name_and_its_dual_stack_one() -> None:
    found = hosts(BALANCERS, [])
    assert found["web-1.eu-west-1.elb.amazonaws.com"] == "one"
    assert found["dualstack.web-1.eu-west-1.elb.amazonaws.com"] == "one"


def test_records_lead_there_directly_and_through_others() -> None:
    records = [
        Record("www.example.com.", "web.example.com"),
        Record("web.example.com", "WEB-1.eu-west-1.elb.amazonaws.com."),
        Record("away.example.com", "elsewhere.example.net"),
    ]
    found = hosts(BALANCERS, records)
    assert found["www.example.com"] == found["web.example.com"] == "one"
    assert "away.example.com" not in found


def test_records_that_lead_to_each_other_lead_nowhere() -> None:
    assert "a" not in hosts(BALANCERS, [Record("a", "b"), Record("b", "a")])


def test_of_several_records_the_primary_and_then_the_heaviest_counts() -> None:
    one, two = BALANCERS
    found = hosts(
        BALANCERS,
        [
            Record("failover", two, (False, 1)),
            Record("failover", one, (True, 1)),
            Record("weighted", two, (True, 90)),
            Record("weighted", one, (True, 10)),
        ],
    )
    assert (found["failover"], found["weighted"]) == ("one", "two")


def test_a_wildcard_record_takes_what_no_other_does() -> None:
    table = hosts(BALANCERS, [Record("\\052.example.com", next(iter(BALANCERS)))])
    assert lookup(table, "Any.Thing.example.com.") == "one"
    assert lookup(table, "example.com") is None
    assert lookup(table, "example.net") is None


def test_a_certificate_holds_the_domains_and_the_ways_in_without_the_proxy() -> None:
    assert on_certificate("Web.elb", ["web.example.com", "web.example.com"]) == (
        "web.example.com",
        "web.elb",
        "localhost",
        "127.0.0.1",
    )
