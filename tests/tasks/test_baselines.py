"""The simple models: what they answer, and that they are not better than they can be."""

import numpy as np

from finetooth.tasks import baselines


def test_majority_answers_the_shares_of_the_classes():
    told = baselines.majority([0, 1, 1, 1], 3, 3)
    assert told.shape == (3, 3)
    assert np.allclose(told, [0.25, 0.75, 0.0])


def test_a_guess_is_drawn_by_the_shares_of_the_classes_and_by_the_seed():
    told = baselines.stratified_guess([0] * 9 + [1], 20_000, 3, seed=4)
    assert np.allclose(told.mean(axis=0), [0.9, 0.1, 0.0], atol=0.01)
    assert set(np.unique(told)) == {0.0, 1.0}
    assert np.array_equal(told, baselines.stratified_guess([0] * 9 + [1], 20_000, 3, seed=4))
    assert not np.array_equal(told, baselines.stratified_guess([0] * 9 + [1], 20_000, 3, seed=5))


def test_the_nearest_centroid_needs_no_training_and_never_tells_an_unseen_class():
    angles = np.array([0.0, 0.2, 1.4, 1.6])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    told = baselines.nearest_centroid(vectors, [0, 0, 2, 2], vectors[[0, 3]], 3)
    assert told.argmax(axis=1).tolist() == [0, 2]
    assert np.allclose(told.sum(axis=1), 1)
    assert (told[:, 1] == 0).all()


def test_words_are_learned_once_and_answer_many_texts():
    answer = baselines.fitted_tfidf(["a good cup", "a bad cup"] * 4, [1, 0] * 4, 3, seed=1)
    told = answer(["good", "bad"])
    assert told.argmax(axis=1).tolist() == [1, 0]
    assert (told[:, 2] == 0).all()
