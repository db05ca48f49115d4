package dev.facet.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TensorsTest {
    @ParameterizedTest
    @CsvSource({"2,5,7", "1,1,64", "3,32,32", "1,1,1"})
    void anAffineGridIsThatOfLibtorch(int count, int height, int width) {
        try (PointerScope scope = new PointerScope()) {
            Tensor matrices = torch.randn(count, 2, 3);
            Tensor wanted = torch.affine_grid_generator(matrices, new long[] {count, 1, height, width}, false);
            Tensor found = Tensors.affineGrid(matrices, height, width);
            assertThat(found.sizes().vec().get()).isEqualTo(wanted.sizes().vec().get());
            assertThat(found.sub(wanted).abs().max().item_double()).isLessThan(1e-5);
        }
    }
}
