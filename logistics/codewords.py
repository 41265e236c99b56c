"""Three everyday words that prove a handover: easy to say over a fence, hard to guess in a few tries.

A code is three different words of the list below in an order that matters. With 256 words that is 256·255·254 =
16,581,120 codes, about 24 bits: plenty against guessing when the **caller limits the tries** (5 tries: 1 in 3.3
million), and far too little for anything that can be tried without limit. Never use one as a password or in a link.
"""

from __future__ import annotations

import re
import unicodedata
from random import Random
from typing import Final

WORDS_IN_A_CODE: Final = 3

# 3 to 8 letters, nothing to blush at, none a single letter away from another (tested).
_LIST: Final = """
acorn almond amber anchor anvil apple apron arrow aspen atlas autumn badger bamboo banana banjo barley barn
basil basket beacon beaver beech bell birch biscuit bison bonnet bottle bramble brass bread breeze brick bridge
bronze broom bubble bucket button cabin cactus camel candle canoe canvas canyon caramel castle cedar cello chalk
cherry chestnut chimney cider cinema circle citrus clay clover cobalt coconut comet compass copper coral cotton
cradle crayon cricket crystal cuckoo cushion daisy dolphin domino dragon drum eagle easel ebony echo elbow elm
emerald engine falcon feather fern ferry fiddle fig finch flint flute forest fossil fox garden garlic gazelle
geyser ginger giraffe glacier globe goblet gondola granite grape guitar hammer harbour hazel hedge helmet heron
hinge holly honey hornet igloo indigo iris island ivory jacket jaguar jasmine jelly jigsaw jungle juniper kayak
kennel kestrel kitten kiwi ladder lagoon lantern larch lemon lentil library lilac linen lizard lobster lotus
magnet magpie mango maple marble meadow melon mirror monkey mosaic mountain mushroom mustard napkin needle
nettle nickel nutmeg oak oasis oboe ocean olive onion opal orange orchid osprey otter oyster panda panther paper
parcel parrot parsley peach pebble pelican pencil penguin pepper piano pigeon planet plum poplar poppy potato
prism puffin pumpkin puzzle pyramid quartz quilt rabbit radish raft rainbow raven ribbon river robin rocket
rowan saddle saffron salmon sandal satin saxon scarf shovel silver snail sparrow spinach sponge squid stable
statue sundial sunset swallow tablet teacup teapot thistle tiger timber toffee tomato trumpet tulip tunnel
turnip velvet violin waffle wagon walnut walrus willow windmill zebra
"""

WORDS: Final = tuple(_LIST.split())


def new_code(rng: Random) -> str:
    """Three different words in lower case with a space between, such as ``otter lemon bridge``.

    :param rng: ``secrets.SystemRandom()`` outside of tests
    """
    return " ".join(rng.sample(WORDS, WORDS_IN_A_CODE))


def same_code(given: str, expected: str) -> bool:
    """Whether somebody typed the code, however they put case, spaces, hyphens, full stops or accents.

    The order of the words counts. An empty code is never the same as anything.
    """
    typed = _letters(given)
    return bool(typed) and typed == _letters(expected)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z]", "", plain)
