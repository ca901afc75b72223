from pipeline.reference.catalogue import catalogue


def test_catalogue_has_sixty_one_indicators_with_provenance():
    rows = catalogue()
    assert rows.height == rows["id"].n_unique() == 61
    assert set(rows["provenance"]) == {"VP", "VS", "M"}
    assert rows["weight"].is_between(1, 5).all()
    assert rows["source"].str.len_chars().min() > 10
