package dev.facet.describe;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.describe.Trait.Kind;

import static org.assertj.core.api.Assertions.assertThat;

class ProposalsTest {
    private static final Code.Uniform A = new Code.Uniform("a", -1, 1);
    private static final Code.Uniform B = new Code.Uniform("b", -1, 1);
    private static final Code.Categorical KIND = new Code.Categorical("kind", 3);
    private static final LatentSpec LATENT = DrawnBars.spec(A, B, KIND);

    private static Trait trait(String name, double strength) {
        return new Trait(name, Kind.PROPERTY, "more " + name, strength, strength, 1);
    }

    private static Trait ofClass(String name, double strength) {
        return new Trait(name, Kind.CLASS, "", strength, strength, Double.NaN);
    }

    private static Meanings meanings(List<Trait> a, List<Trait> b) {
        return meanings(a, b, List.of(List.of(), List.of(), List.of()));
    }

    private static Meanings meanings(List<Trait> a, List<Trait> b, List<List<Trait>> kinds) {
        return new Meanings(
                256,
                5000,
                0,
                List.of(
                        new Meaning("a", a, List.of()),
                        new Meaning("b", b, List.of()),
                        new Meaning("kind", List.of(), kinds)));
    }

    private static List<String> names(Meanings meanings, CodeNames given, boolean replace) {
        return Proposals.of(meanings, LATENT, given, replace).stream()
                .limit(2)
                .map(proposal -> proposal.name().map(Proposal.Name::text).orElse(""))
                .toList();
    }

    private static List<String> names(List<Trait> a, List<Trait> b) {
        return names(meanings(a, b), CodeNames.NONE, false);
    }

    private static Map<Integer, String> kinds(List<List<Trait>> kinds, CodeNames given) {
        Map<Integer, String> texts = new TreeMap<>();
        Proposals.of(meanings(List.of(), List.of(), kinds), LATENT, given, false)
                .get(2)
                .categories()
                .forEach((category, name) -> texts.put(category, name.text()));
        return texts;
    }

    @Test
    void theFirstTraitIsTheNameAndTheOthersAreAlso() {
        List<Proposal> proposals = Proposals.of(
                meanings(
                        List.of(trait("slant", 0.9), trait("ink", 0.4), trait("size", 0.2)),
                        List.of(trait("size", 0.29))),
                LATENT,
                CodeNames.NONE,
                false);
        assertThat(proposals.get(0).name().orElseThrow().text()).isEqualTo("slant");
        assertThat(proposals.get(0).also()).extracting(Trait::name).containsExactly("ink");
        assertThat(proposals.get(1).name()).isEmpty();
        assertThat(proposals.get(1).also()).isEmpty();
    }

    @Test
    void ofTwoWithOneNameTheStrongerGetsIt() {
        assertThat(names(List.of(trait("slant", 0.6), trait("ink", 0.5)), List.of(trait("slant", 0.9))))
                .containsExactly("ink", "slant");
        assertThat(names(List.of(trait("slant", 0.9)), List.of(trait("slant", 0.6), trait("ink", 0.35))))
                .containsExactly("slant", "also slant");
        List<Proposal> also = Proposals.of(
                meanings(List.of(trait("slant", 0.9)), List.of(trait("slant", 0.6), trait("ink", 0.35))),
                LATENT,
                CodeNames.NONE,
                false);
        assertThat(also.get(1).also()).extracting(Trait::name).containsExactly("ink");
    }

    @Test
    void namesAndIdsOfOtherCodesAreTaken() {
        CodeNames slant = CodeNames.NONE.with(A, "slant");
        Meanings both = meanings(List.of(trait("size", 0.8)), List.of(trait("slant", 0.9)));
        assertThat(names(both, slant, false)).containsExactly("size", "also slant");
        assertThat(names(both, slant, true)).containsExactly("size", "slant");
        assertThat(names(List.of(), List.of(trait("kind", 0.9)))).containsExactly("", "also kind");
        // the name that the code has itself is no other's
        assertThat(names(meanings(List.of(trait("slant", 0.9)), List.of()), slant, false))
                .containsExactly("slant", "");
    }

    @Test
    void aNameIsOneThatCommandsTake() {
        assertThat(names(List.of(trait("x=1: a, b\n", 0.9)), List.of(trait("w".repeat(200), 0.9))))
                .containsExactly("x 1 a b", "w".repeat(60));
        assertThat(kinds(List.of(List.of(ofClass("#3", 0.9)), List.of(), List.of()), CodeNames.NONE))
                .isEqualTo(Map.of(0, "3"));
        assertThat(names(List.of(trait("=", 0.9)), List.of())).containsExactly("", "");
    }

    @Test
    void aCategoryIsCalledByItsClassOrByTwoProperties() {
        List<List<Trait>> kinds = List.of(
                List.of(trait("ink", 0.9), ofClass("seven", 0.6)),
                List.of(trait("ink", 0.9), trait("size", 0.7), trait("slant", 0.65), ofClass("two", 0.4)),
                List.of(trait("ink", 0.1)));
        assertThat(kinds(kinds, CodeNames.NONE)).isEqualTo(Map.of(0, "seven", 1, "more ink, more size"));
    }

    @Test
    void categoriesDiffer() {
        List<List<Trait>> alike = List.of(List.of(trait("ink", 0.8)), List.of(trait("ink", 0.9)), List.of());
        assertThat(kinds(alike, CodeNames.NONE)).isEqualTo(Map.of(0, "more ink 2", 1, "more ink"));
        assertThat(kinds(alike, CodeNames.NONE.with(KIND, 2, "more ink")))
                .isEqualTo(Map.of(0, "more ink 3", 1, "more ink 2"));
    }

    @Test
    void acceptingKeepsTheNamesThatPeopleGaveUnlessTold() {
        CodeNames given = CodeNames.NONE.with(A, "mine").with(KIND, 0, "my kind");
        Meanings meanings = meanings(
                List.of(trait("slant", 0.9)),
                List.of(trait("ink", 0.9)),
                List.of(List.of(ofClass("one", 1)), List.of(ofClass("two", 1)), List.of()));
        List<Proposal> proposals = Proposals.of(meanings, LATENT, given, false);
        CodeNames kept = Proposals.accepted(proposals, LATENT, given, false);
        assertThat(kept.name(A)).contains("mine");
        assertThat(kept.name(B)).contains("ink");
        assertThat(kept.name(KIND, 0)).contains("my kind");
        assertThat(kept.name(KIND, 1)).contains("two");
        assertThat(kept.name(KIND, 2)).isEmpty();
        CodeNames replaced = Proposals.accepted(Proposals.of(meanings, LATENT, given, true), LATENT, given, true);
        assertThat(replaced.name(A)).contains("slant");
        assertThat(replaced.name(KIND, 0)).contains("one");
    }
}
